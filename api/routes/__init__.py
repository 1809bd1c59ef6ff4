"""The HTTP API: one resource a file; :data:`ROUTERS` lists them in the order of the documentation."""
