"""Requests for quotation and negotiation: threads of quotes and counter-offers under one request."""
