"""The twin: discrete-event simulation of the service, calibrated from logs, checked by closed forms."""
