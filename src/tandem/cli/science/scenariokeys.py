"""The keys that a scenario may hold, and the words for its routing rules."""

TO_EXPERT = {"longest idle": 0, "best score": 1, "idleness ratio": 2, "thompson": 3}
TO_KIND = {"first come": 0, "cost of wait": 1, "queue ratio": 2, "scored": 3}
TOP = {
    "interval",
    "cycles",
    "warm_cycles",
    "replications",
    "seed",
    "day_cv",
    "slot_cv",
    "handle_cv",
    "queue",
    "pool",
    "routing",
}
QUEUE = {
    "name",
    "contacts",
    "aht_seconds",
    "patience_seconds",
    "target",
    "deflected",
    "retry",
    "retry_after",
    "reopen",
    "reopen_after",
    "assisted",
    "assist_aht_factor",
    "assist_resolves",
}
POOL = {
    "name",
    "experts",
    "queues",
    "aht_factor",
    "resolves",
    "concurrency",
    "show_up",
    "shifts",
    "pay_per_contact",
    "guarantee_per_hour",
    "pay_per_hour",
    "crowding",
    "resolve_spread",
}
ROUTING = {"to_expert", "to_queue", "dial", "floor_rate", "floor_offers", "price_share", "weights", "outcome_delay"}
