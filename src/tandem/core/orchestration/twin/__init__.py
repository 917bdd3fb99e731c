"""The twin: discrete-event simulation of the service, calibrated from logs and checked against closed forms."""
