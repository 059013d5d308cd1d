DROP TABLE event_lookup;
