"""How messages about alerts read: Alertmanager's templates. `{{-` and `-}}` swallow the line breaks that only the source needs."""

TEMPLATES = {
    "platform.tmpl": """
{{ define "platform.title" -}}
{{ if eq .Status "resolved" }}Resolved: {{ end -}}
{{ with .CommonLabels.escalation }}[still after {{ . }}] {{ end -}}
{{ with .CommonAnnotations.summary }}{{ . }}{{ else }}{{ .GroupLabels.alertname }}: {{ len .Alerts }} alerts{{ end -}}
{{ " " }}({{ .CommonLabels.cluster }})
{{- end }}

{{ define "platform.description" -}}
{{ range $index, $alert := .Alerts }}{{ if lt $index 10 }}{{ .Annotations.summary }}. {{ .Annotations.description }}
{{ end }}{{ end -}}
{{ if gt (len .Alerts) 10 }}… and {{ len (slice .Alerts 10) }} more{{ end -}}
{{ end }}

{{ define "platform.runbook" }}{{ with index .Alerts 0 }}{{ .Annotations.runbook_url }}{{ end }}{{ end }}

{{ define "platform.dashboard" -}}
{{ with index .Alerts 0 -}}
{{ if .Annotations.dashboard_url }}{{ .Annotations.dashboard_url }}{{ else }}{{ .GeneratorURL }}{{ end }}{{ end -}}
{{ end }}

{{ define "platform.silence" -}}
{{ .ExternalURL }}/#/silences/new?filter=%7B
{{- range $index, $label := .CommonLabels.SortedPairs }}{{ if ne $label.Name "escalation" -}}
{{ if $index }}%2C{{ end }}{{ $label.Name }}%3D%22{{ $label.Value | urlquery }}%22
{{- end }}{{ end }}%7D
{{- end }}

{{ define "platform.color" -}}
{{ if eq .Status "resolved" }}good{{ else if eq .CommonLabels.severity "critical" }}danger{{ else }}warning{{ end -}}
{{ end }}

{{ define "platform.text" }}{{ template "platform.title" . }}

{{ template "platform.description" . }}
Severity: {{ .CommonLabels.severity }}, team: {{ .CommonLabels.team }}, component: {{ .CommonLabels.component }}, \
region: {{ .CommonLabels.region }}
Runbook: {{ template "platform.runbook" . }}
Dashboard: {{ template "platform.dashboard" . }}
{{ end }}

{{ define "platform.summary.subject" }}The week in {{ .CommonLabels.cluster }}{{ end }}

{{ define "platform.summary" }}{{ range .Alerts.Firing }}{{ .Annotations.description }}
{{ end }}{{ end }}
"""
}
