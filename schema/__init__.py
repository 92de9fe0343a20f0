"""The one vocabulary that all rooms speak: record types, ontology, shapes, errors."""
