"""The rules of Mistok in pure Python: no Flask, no database, no clock of their own."""
