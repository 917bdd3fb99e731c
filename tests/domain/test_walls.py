"""Two brands, and two vendors of one brand, never see each other: through the ORM, raw SQL as the application's role, search, live."""

from __future__ import annotations

import psycopg
import pytest
from django.apps import apps
from django.db import connection, transaction
from django.db.utils import DatabaseError

from tandem.core.kit.refusals import Absent, Refused
from tandem.core.knowledge.documents import Document
from tandem.domain.assistance.replies.actions import send
from tandem.domain.knowledge.articles.queries import searching as articles
from tandem.domain.orchestration.routing.access import offer_for
from tandem.domain.orchestration.routing.actions import accept, route_brand
from tandem.domain.orchestration.routing.queries import open_offers
from tandem.domain.service.conversations import access
from tandem.domain.service.conversations.actions.assigning import assign
from tandem.domain.service.conversations.actions.closing import resolve
from tandem.domain.service.conversations.actions.marking import answer_survey, ask_transcript, mark_read, set_case, write_note
from tandem.domain.service.conversations.actions.posting import post_message
from tandem.domain.service.conversations.models import Conversation
from tandem.domain.workforce.experts.actions import create_expert, grant, set_availability
from tandem.foundation.accounts.actions import invite
from tandem.foundation.live.gates import Listener, may_listen
from tandem.foundation.tenancy.actor import SYSTEM, Actor
from tandem.foundation.tenancy.models import Membership, Pool, Vendor
from tandem.foundation.tenancy.queries import scope_of
from tandem.foundation.tenancy.scope import scope
from tandem.foundation.tenancy.tables import TenantModel
from tests.cast import make_house, new_conversation, person
from tests.knowing import teach

pytestmark = pytest.mark.django_db


def live_through(house, member) -> Conversation:
    """A conversation with something in every table, held by `member`."""
    brand = house.brand.pk
    with scope(house.scope):
        conversation = new_conversation(house)
        customer = Actor("customer", conversation.customer_id)
        post_message(customer, brand, conversation.pk, author="customer", text=f"The secret of {house.brand.slug}")
        assign(SYSTEM, brand, conversation.pk, membership=member)
        send(person(member), member, conversation.pk, text="An answer", client_id="a1")
        write_note(person(member), brand, conversation.pk, membership=member, text="A note")
        set_case(person(member), brand, conversation.pk, title="A case")
        mark_read(person(member), brand, Conversation.objects.get(pk=conversation.pk), number=1, membership=member)
        resolve(person(member), brand, conversation.pk, membership=member)
        answer_survey(customer, brand, conversation.pk, score=4)
        ask_transcript(customer, brand, conversation, email="a@mail.example")
    return conversation


@pytest.fixture
def two():
    """Two brands that have lived."""
    houses = [make_house(slug) for slug in ("northwind", "hearth")]
    for house in houses:
        with scope(house.scope):
            for name in ("amara", "ben", "vera"):
                expert = create_expert(SYSTEM, house.brand.pk, membership=house.people[name])
                grant(SYSTEM, house.brand.pk, expert, kind="skill", key="rail")
            wording = Document(slug="secret", title=f"Secret of {house.brand.slug}", body=f"## Refunds\n\nRefunds of {house.brand.slug} take five days.")
            teach(house.brand.pk, [wording])
            set_availability(person(house.ben), [house.ben], state="online")
        live_through(house, house.amara)
        with scope(house.scope):
            waiting = new_conversation(house)
            post_message(Actor("customer", waiting.customer_id), house.brand.pk, waiting.pk, author="customer", text="Waiting")
            route_brand(house.brand.pk)
    return houses


def walled_tables() -> list[str]:
    """What must be walled, by the code's word and not by the catalogue's."""
    return sorted({model._meta.db_table for model in apps.get_models() if issubclass(model, TenantModel)} | {"events_event"})


def count(query: str, *values) -> int:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return cursor.fetchone()[0]


@pytest.mark.proves("L5", "R55", "C51")
def test_raw_sql_in_one_brands_scope_reads_and_changes_nothing_of_the_other(two):
    one, other = two
    filled = 0
    for table in walled_tables():
        with scope(other.scope):
            filled += count(f"SELECT count(*) FROM {table}") > 0
        with scope(one.scope), connection.cursor() as cursor:
            assert count(f"SELECT count(*) FROM {table} WHERE brand_id = %s", other.brand.pk) == 0, table
            for change in (f"UPDATE {table} SET brand_id = brand_id WHERE brand_id = %s", f"DELETE FROM {table} WHERE brand_id = %s"):
                try:
                    with transaction.atomic():
                        cursor.execute(change, [other.brand.pk])
                        assert cursor.rowcount == 0, table
                except DatabaseError as refusal:
                    assert isinstance(refusal.__cause__, psycopg.errors.InsufficientPrivilege), table
    assert filled >= 18  # the wall was tried on tables that hold something


@pytest.mark.proves("L5", "C51")
def test_nothing_is_read_outside_a_scope_by_raw_sql(two):
    for table in walled_tables():
        assert count(f"SELECT count(*) FROM {table}") == 0, table


@pytest.mark.proves("L5", "C51")
def test_a_row_cannot_be_written_into_or_hung_onto_the_other_brand(two):
    one, other = two
    with scope(other.scope):
        foreign = Conversation.objects.first().pk
    note = "INSERT INTO conversations_note (brand_id, conversation_id, membership_id, text, client_id, written_at) VALUES (%s, %s, %s, 'x', '', '2026-01-01Z')"
    with scope(one.scope), connection.cursor() as cursor:
        for brand_id in (other.brand.pk, one.brand.pk):  # refused by the policy; then by the composite key
            with pytest.raises(DatabaseError), transaction.atomic():
                cursor.execute(note, [brand_id, foreign, one.amara.pk])
    with scope(other.scope):
        assert count("SELECT count(*) FROM conversations_note WHERE text = 'x'") == 0


@pytest.mark.proves("L5", "C51")
def test_the_orm_in_one_scope_finds_nothing_of_the_other(two):
    one, other = two
    for model in apps.get_models():
        if issubclass(model, TenantModel):
            with scope(one.scope):
                assert not model.objects.filter(brand_id=other.brand.pk).exists(), model


@pytest.mark.proves("L5", "C51")
def test_search_answers_from_the_own_brand_alone_even_when_asked_for_the_other(two):
    one, other = two
    with scope(one.scope):
        assert {passage.title for passage in articles.search(one.brand.pk, "refunds secret", k=5)} == {"Secret of northwind"}
        try:
            assert list(articles.search(other.brand.pk, "refunds secret", k=5)) == []
        except Refused as refusal:
            assert refusal.status == 404


@pytest.mark.proves("L5", "C51")
def test_another_brands_reference_is_as_absent_as_none(two):
    one, other = two
    with scope(other.scope):
        ref = Conversation.objects.first().ref
    with scope(one.scope):
        with pytest.raises(Absent) as foreign:
            access.conversation_for([one.lena], ref)
        with pytest.raises(Absent) as nothing:
            access.conversation_for([one.lena], "cnv_0000000000000000")
    assert foreign.value.message == nothing.value.message


@pytest.mark.proves("L5", "C51")
def test_live_topics_of_the_other_brand_are_not_for_listening(two):
    one, other = two
    with scope(other.scope):
        ref = Conversation.objects.first().ref
    with scope(one.scope):
        listener = Listener(members=(one.lena, one.olga, one.amara))
        for topic in (f"conversation:{ref}", f"floor:{other.brand.ref}", f"desk:{other.amara.ref}", f"chat:{ref}"):
            assert not may_listen(listener, topic), topic
        assert may_listen(listener, f"floor:{one.brand.ref}")


@pytest.fixture
def vendors():
    """One brand, two vendors, each with an expert who served and a lead."""
    house = make_house()
    with scope(house.scope):
        rival = Vendor.objects.create(name="Clearwater")
        pool = Pool.objects.create(brand=house.brand, name="Clearwater", kind="vendor", vendor=rival)
        house.people["ray"] = invite(SYSTEM, house.brand.pk, email="ray@rival.example", name="Ray", roles=["expert"], pool=pool)
        house.people["rita"] = invite(SYSTEM, house.brand.pk, email="rita@rival.example", name="Rita", roles=["lead"], pool=pool)
        for name in ("vera", "ray"):
            create_expert(SYSTEM, house.brand.pk, membership=house.people[name])
    house.served = {"vera": live_through(house, house.vera), "ray": live_through(house, house.people["ray"])}
    return house


@pytest.mark.proves("L5", "R103")
def test_a_vendors_lead_sees_the_vendors_own_people_and_work_alone(vendors):
    for lead, own, other in (("vic", "vera", "ray"), ("rita", "ray", "vera")):
        wall, members = scope_of(vendors.people[lead].person_id, purpose="test")
        with scope(wall):
            seen = set(Membership.objects.values_list("ref", flat=True))
            assert vendors.people[own].ref in seen
            assert vendors.people[other].ref not in seen
            assert vendors.amara.ref not in seen
            assert list(Conversation.objects.values_list("pk", flat=True)) == [vendors.served[own].pk]
            with pytest.raises(Absent):
                access.conversation_for(members, vendors.served[other].ref)
            for table in (
                "conversations_message",
                "conversations_note",
                "conversations_contact",
                "conversations_closure",
                "conversations_survey",
                "conversations_case",
            ):
                key = "id" if table == "conversations_case" else "conversation_id"
                mine = "SELECT case_id FROM conversations_conversation" if key == "id" else "SELECT id FROM conversations_conversation"
                assert count(f"SELECT count(*) FROM {table}") > 0, table
                assert count(f"SELECT count(*) FROM {table} WHERE {key} NOT IN ({mine})") == 0, table
            assert count("SELECT count(*) FROM conversations_assignment WHERE membership_id <> %s", vendors.people[own].pk) == 0
            assert count("SELECT count(*) FROM customers_customer") == 1
            assert count("SELECT count(*) FROM experts_expert") == 1


@pytest.mark.proves("L5", "R103")
def test_a_vendors_lead_hears_the_vendors_own_floor_alone(vendors):
    brand = vendors.brand.ref
    own, rival = (Vendor.objects.get(name=name).ref for name in ("Brightline", "Clearwater"))
    wall, members = scope_of(vendors.vic.person_id, purpose="test")
    with scope(wall):
        listener = Listener(members=tuple(members))
        assert may_listen(listener, f"floor:{brand}:{own}")
        for topic in (f"floor:{brand}", f"floor:{brand}:{rival}", f"desk:{vendors.people['ray'].ref}", f"conversation:{vendors.served['ray'].ref}"):
            assert not may_listen(listener, topic), topic


@pytest.mark.proves("L5")
def test_an_offer_of_another_person_cannot_be_taken(two):
    one, _ = two
    with scope(one.scope):
        offer = open_offers([one.ben.pk])[0]
        with pytest.raises(Absent):
            offer_for([one.amara], offer.ref)
        accept(person(one.ben), offer_for([one.ben], offer.ref))


@pytest.mark.proves("L10")
def test_events_hold_no_text_of_people(two):
    one, _ = two
    with scope(one.scope):
        assert count("SELECT count(*) FROM events_event") > 10
        assert count("SELECT count(*) FROM events_event WHERE data::text ILIKE '%%secret of%%' OR data::text LIKE '%%mail.example%%'") == 0
        assert count("SELECT count(*) FROM audit_entry WHERE facts::text ILIKE '%%secret of%%' OR facts::text LIKE '%%mail.example%%'") == 0
