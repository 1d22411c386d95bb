"""What the handover keeps in the records' database, a store to a noun. Decides nothing about who may see it."""
