"""An experiment told: table against targets, pictures with bands, XLSX and PDF with a filled STRESS-DES description."""
