"""Policies as data: what each kind holds, how it is read and written, and which of them a conversation meets."""
