{{/*
SPDX-FileCopyrightText: The Telltale authors
SPDX-License-Identifier: Apache-2.0

Names and labels.
*/}}
{{- define "telltale.name" -}}
{{- .Values.nameOverride | default .Chart.Name | trunc 40 | trimSuffix "-" -}}
{{- end -}}

{{/* Short enough for the longest suffix, a pod's number and a revision's hash behind it. */}}
{{- define "telltale.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 32 | trimSuffix "-" -}}
{{- else if contains (include "telltale.name" .) .Release.Name -}}
{{- .Release.Name | trunc 32 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name (include "telltale.name" .) | trunc 32 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- define "telltale.image" -}}
{{- with .Values.image -}}
{{- if .digest -}}
{{ .repository }}@{{ .digest }}
{{- else -}}
{{ .repository }}:{{ .tag }}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* What selects: never changes. Takes (dict "root" $ "role" …). */}}
{{- define "telltale.selector" -}}
app.kubernetes.io/name: {{ include "telltale.name" .root }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .role }}
{{- end -}}

{{- define "telltale.labels" -}}
{{ include "telltale.selector" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/part-of: telltale
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
{{- end -}}

{{/* Name and labels of what belongs to a role; "suffix" goes behind the role. */}}
{{- define "telltale.metadata" -}}
name: {{ include "telltale.fullname" .root }}-{{ .role }}{{ .suffix | default "" }}
namespace: {{ .root.Release.Namespace }}
labels:
  {{- include "telltale.labels" . | nindent 2 }}
{{- end -}}

{{- define "telltale.serviceAccount" -}}
{{- if .Values.serviceAccount.name -}}
{{ .Values.serviceAccount.name }}
{{- else if .Values.serviceAccount.create -}}
{{ include "telltale.fullname" . }}
{{- else -}}
default
{{- end -}}
{{- end -}}

{{/* The values of a role: those of control-plane stand under controlPlane. */}}
{{- define "telltale.valuesKey" -}}
{{- if eq . "control-plane" -}}controlPlane{{- else -}}{{ . }}{{- end -}}
{{- end -}}
