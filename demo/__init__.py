"""The demo's material: a named cast, circulation lists, sample assessments and questions, all fictitious."""
