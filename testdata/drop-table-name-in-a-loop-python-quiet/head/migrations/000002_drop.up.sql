DROP TABLE room_stream;
