"""What an order owes and how it is paid."""
