"""Work, parts and money: lengths, stocks, plans, invoices and their exports."""
