"""Walls between brands and vendors, real keys, the load's trigger and the hot path."""

from django.db import migrations

from tandem.domain.service.conversations.schema import FACTS, LOAD, POST, TOUCHED
from tandem.foundation.database.operations import VENDOR, append_only, composite_keys, read_only, tenant_policy


class Migration(migrations.Migration):
    dependencies = [
        ("conversations", "0003_initial"),
        ("customers", "0001_initial"),
        ("queues", "0002_walls"),
        ("tenancy", "0002_walls"),
        ("ai", "0002_walls"),
        ("events", "0002_event_table"),
    ]
    operations = [
        tenant_policy("conversations_conversation", extra=TOUCHED.format(key="conversations_conversation.id")),
        tenant_policy("conversations_contact", extra=TOUCHED.format(key="conversations_contact.conversation_id")),
        tenant_policy("conversations_message", extra=TOUCHED.format(key="conversations_message.conversation_id")),
        tenant_policy("conversations_note", extra=TOUCHED.format(key="conversations_note.conversation_id")),
        tenant_policy("conversations_closure", extra=TOUCHED.format(key="conversations_closure.conversation_id")),
        tenant_policy("conversations_readmark", extra=TOUCHED.format(key="conversations_readmark.conversation_id")),
        tenant_policy("conversations_survey", extra=TOUCHED.format(key="conversations_survey.conversation_id")),
        tenant_policy("conversations_transcriptrequest", extra=TOUCHED.format(key="conversations_transcriptrequest.conversation_id")),
        tenant_policy("conversations_case", extra="nullif(current_setting('tandem.vendor', true), '') IS NULL OR EXISTS (SELECT 1 FROM conversations_conversation c WHERE c.case_id = conversations_case.id)"),
        tenant_policy("conversations_assignment", extra=f"{VENDOR} IS NULL OR vendor_id = {VENDOR}"),
        composite_keys("conversations_case", customer_id="customers_customer"),
        composite_keys("conversations_conversation", customer_id="customers_customer", queue_id="queues_queue", case_id="conversations_case"),
        composite_keys("conversations_contact", conversation_id="conversations_conversation", queue_id="queues_queue", preferred_id="tenancy_membership"),
        composite_keys("conversations_assignment", contact_id="conversations_contact", conversation_id="conversations_conversation", membership_id="tenancy_membership"),
        composite_keys("conversations_message", conversation_id="conversations_conversation", contact_id="conversations_contact", membership_id="tenancy_membership", generation_id="ai_generation"),
        composite_keys("conversations_note", conversation_id="conversations_conversation", membership_id="tenancy_membership"),
        composite_keys("conversations_closure", conversation_id="conversations_conversation", contact_id="conversations_contact", membership_id="tenancy_membership"),
        composite_keys("conversations_readmark", conversation_id="conversations_conversation", membership_id="tenancy_membership"),
        composite_keys("conversations_survey", conversation_id="conversations_conversation", contact_id="conversations_contact"),
        composite_keys("conversations_transcriptrequest", conversation_id="conversations_conversation"),
        read_only("conversations_personload"),
        append_only("conversations_message"),
        append_only("conversations_closure"),
        migrations.RunSQL(FACTS + POST + LOAD, migrations.RunSQL.noop),
    ]
