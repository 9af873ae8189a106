"""The body of a CloudWatch dashboard, by its documentation.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
"""

from typing import Any

_WIDGET = {
    "x": {"type": "integer", "minimum": 0, "maximum": 23},
    "y": {"type": "integer", "minimum": 0},
    "width": {"type": "integer", "minimum": 1, "maximum": 24},
    "height": {"type": "integer", "minimum": 1, "maximum": 1000},
}


def _widget(kind: str, properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {"type": {"const": kind}, **_WIDGET, "properties": {"type": "object", "additionalProperties": False, **properties}},
        "required": ["type", "x", "y", "width", "height", "properties"],
        "additionalProperties": False,
    }


_OPTIONS = {
    "type": "object",
    "properties": {
        "stat": {"type": "string", "pattern": r"^(Average|Sum|Minimum|Maximum|SampleCount|p\d{1,2}(\.\d+)?)$"},
        "label": {"type": "string"},
        "expression": {"type": "string", "maxLength": 1024},
        "id": {"type": "string", "pattern": "^[a-z][a-zA-Z0-9_]*$"},
    },
    "additionalProperties": False,
}
_METRICS = {
    "type": "array",
    "minItems": 1,
    "maxItems": 500,
    "items": {
        "anyOf": [
            {"type": "array", "items": _OPTIONS, "minItems": 1, "maxItems": 1},
            {
                "type": "array",
                "minItems": 3,
                "prefixItems": [{"type": "string"}, {"type": "string"}],
                "items": {"anyOf": [{"type": "string", "minLength": 1}, _OPTIONS]},
            },
        ]
    },
}
_REGION = {"type": "string", "pattern": r"^[a-z]{2}-[a-z]+-\d$"}

BODY: dict[str, Any] = {
    "type": "object",
    "properties": {
        "start": {"type": "string", "pattern": "^-P"},
        "end": {"type": "string"},
        "periodOverride": {"enum": ["auto", "inherit"]},
        "widgets": {
            "type": "array",
            "minItems": 1,
            "maxItems": 500,
            "items": {
                "oneOf": [
                    _widget(
                        "text",
                        {"properties": {"markdown": {"type": "string"}, "background": {"enum": ["transparent"]}}, "required": ["markdown"]},
                    ),
                    _widget(
                        "log",
                        {
                            "properties": {
                                "query": {"type": "string", "pattern": "^SOURCE '[^']+' [|] "},
                                "region": _REGION,
                                "title": {"type": "string"},
                                "view": {"enum": ["table", "timeSeries", "bar", "pie"]},
                            },
                            "required": ["query", "region"],
                        },
                    ),
                    _widget(
                        "metric",
                        {
                            "properties": {
                                "metrics": _METRICS,
                                "region": _REGION,
                                "title": {"type": "string"},
                                "view": {"enum": ["timeSeries", "singleValue", "gauge", "bar", "pie", "table"]},
                                "stacked": {"type": "boolean"},
                                "period": {"type": "integer", "minimum": 1},
                                "stat": {"type": "string"},
                                "yAxis": {
                                    "type": "object",
                                    "properties": {
                                        side: {
                                            "type": "object",
                                            "properties": {
                                                "label": {"type": "string"},
                                                "min": {"type": "number"},
                                                "max": {"type": "number"},
                                                "showUnits": {"type": "boolean"},
                                            },
                                            "additionalProperties": False,
                                        }
                                        for side in ("left", "right")
                                    },
                                    "additionalProperties": False,
                                },
                                "annotations": {
                                    "type": "object",
                                    "properties": {
                                        "horizontal": {
                                            "type": "array",
                                            "items": {
                                                "type": "object",
                                                "properties": {"label": {"type": "string"}, "value": {"type": "number"}},
                                                "required": ["value"],
                                            },
                                        }
                                    },
                                },
                            },
                            "required": ["metrics", "region"],
                        },
                    ),
                ]
            },
        },
    },
    "required": ["widgets"],
    "additionalProperties": False,
}
