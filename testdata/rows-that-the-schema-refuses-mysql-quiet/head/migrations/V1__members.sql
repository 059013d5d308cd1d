CREATE TABLE members (id bigint AUTO_INCREMENT PRIMARY KEY, email varchar(200), team int) ENGINE=InnoDB;
CREATE TABLE seats (team int, place int) ENGINE=InnoDB;
