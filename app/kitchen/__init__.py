"""The kitchen's view of orders: sent lines as tickets by round and station."""
