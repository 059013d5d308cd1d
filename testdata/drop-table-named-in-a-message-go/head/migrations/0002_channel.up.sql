DROP TABLE channel;
