{# Who reads the lake, as grantees of a GRANT. #}
{% macro readers_of_the_lake() -%}
    ROLE {{ readers.role | ident }}, GROUP {{ readers.group | ident }}
{%- endmacro %}
