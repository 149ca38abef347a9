"""The diners' door: one table, from the scan to the bill."""
