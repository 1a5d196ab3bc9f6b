"""The portrait of a territory as a document: two A4 pages (PDF/UA), an editable DOCX, packs of many of them."""
