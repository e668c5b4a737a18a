-- The Cleanse-to-Consume job creates its tables by itself; the database must be there.
{% for database in consume_databases %}
CREATE DATABASE {{ database | ident }};
{% endfor %}
