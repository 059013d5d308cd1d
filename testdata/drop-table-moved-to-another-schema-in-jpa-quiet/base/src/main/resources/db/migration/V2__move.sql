INSERT INTO archive.attachment (id, filename) SELECT id, filename FROM attachment;
