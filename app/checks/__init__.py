"""Parties on the move: from table to table, two into one, one into two, with the way back."""
