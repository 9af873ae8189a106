"""AWS Lambda handlers. Each is deployed with `shared` and `schemas` under these same names, and imports nothing else of the project."""
