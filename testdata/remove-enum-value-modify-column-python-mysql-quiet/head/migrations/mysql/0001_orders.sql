CREATE TABLE orders (id BIGINT AUTO_INCREMENT PRIMARY KEY, status ENUM('open', 'paid', 'archived') NOT NULL) ENGINE=InnoDB;
