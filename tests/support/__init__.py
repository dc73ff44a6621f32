"""What tests share: databases, records, pages and the browser."""
