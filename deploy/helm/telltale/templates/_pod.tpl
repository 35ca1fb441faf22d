{{/*
SPDX-FileCopyrightText: The Telltale authors
SPDX-License-Identifier: Apache-2.0

The pod of a role: (dict "root" $ "role" "gateway" "values" .Values.gateway).
*/}}

{{/*
How long a pod may take to end, seconds: what its parts wait at most, one after the other, and some more.
gateway: its drain, the bridge and the producer, 10 s each. judge: its drain, 10 s to commit, 5 s for its threads, and
then 10 s each for the producer and three readers. classifier: 30 s for each stream application, and the runs.
*/}}
{{- define "telltale.grace" -}}
{{- $own := int .values.terminationGracePeriodSeconds -}}
{{- $drain := 60 -}}
{{- if eq .role "gateway" -}}
{{- $drain = add 30 .values.preStopSeconds -}}
{{- else if eq .role "judge" -}}
{{- $drain = add 55 (include "telltale.seconds" (include "telltale.setting" (dict "root" .root "path" (list "judge" "drain") "default" "20s")) | int) -}}
{{- else if eq .role "classifier" -}}
{{- $drain = 120 -}}
{{- else if eq .role "alerts" -}}
{{- $drain = 90 -}}
{{- end -}}
{{- if and (gt $own 0) (le $own (int $drain)) -}}
{{- fail (printf "%s.terminationGracePeriodSeconds: %d (expected: more than its drain of %d, or 0)" (include "telltale.valuesKey" .role) $own (int $drain)) -}}
{{- end -}}
{{- if gt $own 0 -}}{{ $own }}{{- else -}}{{ add $drain 10 }}{{- end -}}
{{- end -}}

{{- define "telltale.ports" -}}
{{- if eq .role "gateway" }}
- {name: otlp-grpc, containerPort: 4317, protocol: TCP}
- {name: otlp-http, containerPort: 4318, protocol: TCP}
{{- end }}
{{- if eq .role "control-plane" }}
- {name: api, containerPort: 8080, protocol: TCP}
{{- end }}
- {name: metrics, containerPort: 9464, protocol: TCP}
{{- end -}}

{{- define "telltale.volumes" -}}
{{- $values := .root.Values -}}
- name: config
  configMap:
    name: {{ include "telltale.fullname" .root }}-config{{ .suffix | default "" }}
- name: tmp
  emptyDir:
    sizeLimit: {{ .tmpSize }}
{{- if and (hasSuffix "SSL" $values.kafka.securityProtocol) $values.kafka.tls.caSecret }}
- name: kafka-ca
  secret:
    secretName: {{ $values.kafka.tls.caSecret }}
    defaultMode: 0440
    items: [{key: {{ $values.kafka.tls.caKey | quote }}, path: ca.pem}]
{{- end }}
{{- if $values.trustStore.existingSecret }}
- name: trust
  secret:
    secretName: {{ $values.trustStore.existingSecret }}
    defaultMode: 0440
    items: [{key: {{ $values.trustStore.key | quote }}, path: truststore.p12}]
{{- end }}
{{- if and (has .role (list "gateway" "control-plane")) (or $values.access.existingSecret $values.access.keys) }}
- name: access
  secret:
    secretName: {{ $values.access.existingSecret | default (include "telltale.ownSecretName" (dict "root" .root)) }}
    defaultMode: 0440
    items: [{key: {{ ternary $values.access.key "keys.yaml" (ne $values.access.existingSecret "") | quote }}, path: keys.yaml}]
{{- end }}
{{- if and (eq .role "gateway") $values.gateway.tls.existingSecret }}
- name: gateway-tls
  secret:
    secretName: {{ $values.gateway.tls.existingSecret }}
    defaultMode: 0440
{{- end }}
{{- if and (has .role (list "classifier" "alerts")) (not .values.persistence.enabled) }}
- name: state
  emptyDir: {}
{{- end }}
{{- with $values.extraVolumes }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{- define "telltale.volumeMounts" -}}
{{- $values := .root.Values -}}
- {name: config, mountPath: /etc/telltale/config, readOnly: true}
- {name: tmp, mountPath: /tmp}
{{- if and (hasSuffix "SSL" $values.kafka.securityProtocol) $values.kafka.tls.caSecret }}
- {name: kafka-ca, mountPath: /etc/telltale/kafka-ca, readOnly: true}
{{- end }}
{{- if $values.trustStore.existingSecret }}
- {name: trust, mountPath: /etc/telltale/trust, readOnly: true}
{{- end }}
{{- if and (has .role (list "gateway" "control-plane")) (or $values.access.existingSecret $values.access.keys) }}
- {name: access, mountPath: /etc/telltale/access, readOnly: true}
{{- end }}
{{- if and (eq .role "gateway") $values.gateway.tls.existingSecret }}
- {name: gateway-tls, mountPath: /etc/telltale/gateway-tls, readOnly: true}
{{- end }}
{{- if has .role (list "classifier" "alerts") }}
- {name: state, mountPath: /var/lib/telltale}
{{- end }}
{{- with $values.extraVolumeMounts }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{/* What all pods have, jobs too. */}}
{{- define "telltale.podBasics" -}}
serviceAccountName: {{ .account }}
automountServiceAccountToken: false
# Services named telltale-… would become variables TELLTALE_…, which are refused.
enableServiceLinks: false
{{- with .root.Values.image.pullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . }}
  {{- end }}
{{- end }}
securityContext:
  {{- toYaml .root.Values.podSecurityContext | nindent 2 }}
{{- end -}}

{{- define "telltale.containerBasics" -}}
image: {{ include "telltale.image" . }}
imagePullPolicy: {{ .Values.image.pullPolicy }}
securityContext:
  {{- toYaml .Values.containerSecurityContext | nindent 2 }}
{{- end -}}

{{- define "telltale.podTemplate" -}}
metadata:
  labels:
    {{- include "telltale.labels" . | nindent 4 }}
    {{- with mustMerge (deepCopy .values.podLabels) .root.Values.podLabels }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  annotations:
    # Pods are replaced when what they were started with changes.
    telltale.dev/config: {{ include "telltale.file" .root | sha256sum }}
    telltale.dev/secrets: {{ include "telltale.ownSecret" .root | sha256sum }}
    {{- with mustMerge (deepCopy .values.podAnnotations) .root.Values.podAnnotations }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
spec:
  {{- include "telltale.podBasics" (dict "root" .root "account" (include "telltale.serviceAccount" .root)) | nindent 2 }}
  terminationGracePeriodSeconds: {{ include "telltale.grace" . }}
  {{- with .values.priorityClassName }}
  priorityClassName: {{ . }}
  {{- end }}
  {{- with .values.nodeSelector }}
  nodeSelector:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .values.tolerations }}
  tolerations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .values.affinity }}
  affinity:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  topologySpreadConstraints:
    {{- if .values.topologySpreadConstraints }}
    {{- toYaml .values.topologySpreadConstraints | nindent 4 }}
    {{- else }}
    - maxSkew: 1
      topologyKey: kubernetes.io/hostname
      whenUnsatisfiable: ScheduleAnyway
      labelSelector:
        matchLabels:
          {{- include "telltale.selector" . | nindent 10 }}
    {{- end }}
  containers:
    - name: {{ .role }}
      {{- include "telltale.containerBasics" .root | nindent 6 }}
      args: [{{ .role }}]
      env:
        {{- include "telltale.env" . | nindent 8 }}
        {{- include "telltale.javaEnv" (dict "root" .root "jvm" .values.jvm) | nindent 8 }}
        {{- with .root.Values.extraEnv }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      ports:
        {{- include "telltale.ports" . | nindent 8 }}
      # Until it looks at Kafka's topics it does not listen; then it is alive, and ready when it works.
      startupProbe:
        httpGet: {path: /health/live, port: metrics}
        periodSeconds: 2
        timeoutSeconds: 5
        failureThreshold: 60
      livenessProbe:
        httpGet: {path: /health/live, port: metrics}
        periodSeconds: 10
        timeoutSeconds: 5
        failureThreshold: 3
      readinessProbe:
        httpGet: {path: /health/ready, port: metrics}
        periodSeconds: 5
        timeoutSeconds: 5
        failureThreshold: 2
      {{- if eq .role "gateway" }}
      lifecycle:
        preStop:
          sleep:
            seconds: {{ .values.preStopSeconds }}
      {{- end }}
      resources:
        {{- toYaml .values.resources | nindent 8 }}
      volumeMounts:
        {{- include "telltale.volumeMounts" . | nindent 8 }}
  volumes:
    {{- include "telltale.volumes" (dict "root" .root "role" .role "values" .values "tmpSize" .values.tmpSize) | nindent 4 }}
{{- end -}}
