/* The kitchen's board. */
