"""SurveyJS documents without JavaScript: read, lint, type, validate. Pure: no tables, no Django, no clock."""
