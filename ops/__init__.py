"""What people do with a stack that runs, with the account's own credentials."""
