"""Run in the peer's environment: schema, a staff token, 2,000 tickets. Prints the token and the first and last ticket."""

import os

os.environ["DJANGO_SETTINGS_MODULE"] = "settings"

import django

django.setup()

from django.contrib.auth import get_user_model
from django.core.management import call_command
from helpdesk.models import Queue, Ticket
from rest_framework.authtoken.models import Token

call_command("migrate", verbosity=0)
user = get_user_model().objects.create_superuser("bench", "bench@peer.example", "bench")
queue = Queue.objects.create(title="Bench", slug="bench")
Ticket.objects.bulk_create(Ticket(title=f"Ticket {n}", queue=queue, submitter_email="a@peer.example", description="Help") for n in range(2000))
ids = sorted(Ticket.objects.values_list("id", flat=True))
print(Token.objects.create(user=user).key, ids[0], ids[-1])
