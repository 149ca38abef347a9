"""The office: where managers change what the chain sells, when and where, and read what became of it."""
