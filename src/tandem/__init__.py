"""Tandem: customer service by gig experts, with an AI at every expert's side."""
