"""The doors: command line, HTTP, web board, HL7/FHIR, store and jobs."""
