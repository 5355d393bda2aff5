"""Privacy: purposes and consents, requests of people, holds, retention, breaches, assessments."""
