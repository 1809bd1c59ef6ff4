"""The nightly operating-room schedule: room, surgeon, order and start of every case of a day."""
