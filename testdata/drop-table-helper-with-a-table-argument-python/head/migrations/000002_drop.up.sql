DROP TABLE presence_allowed;
