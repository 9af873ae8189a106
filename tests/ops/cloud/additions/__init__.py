"""What moto's server lacks, or does at once where AWS takes its time: small models of documented behaviour."""
