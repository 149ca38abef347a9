"""What the kitchen offers: dishes, options, prices, and what is left of them today."""
