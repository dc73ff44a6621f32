"""Tests of letters to one contact and their templates."""
