"""What can be done to a hospital: one file a subject, one function a command, each in one transaction."""
