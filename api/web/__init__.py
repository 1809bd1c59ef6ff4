"""The board: server-rendered pages that stay live, in Chinese and English."""
