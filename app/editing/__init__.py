"""What the office changes: field by field, seen by nobody unasked, with a trail from which everything can be taken back."""
