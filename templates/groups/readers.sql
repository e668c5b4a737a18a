CREATE GROUP {{ readers.group | ident }};
{% for member in readers.group_members %}
ALTER GROUP {{ readers.group | ident }} ADD USER {{ ("IAMR:" ~ member) | ident }};
{% endfor %}
