"""Every sentence a merchant reads, by page. A pair is (for one, for any other number)."""
