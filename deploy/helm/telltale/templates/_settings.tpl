{{/*
SPDX-FileCopyrightText: The Telltale authors
SPDX-License-Identifier: Apache-2.0

Settings: what goes into the file, what into the environment, and what is refused.
*/}}

{{/* A duration of Telltale's (10s, 5m, 1h30m) in seconds, rounded up. */}}
{{- define "telltale.seconds" -}}
{{- $text := . | toString | lower -}}
{{- if not (regexMatch "^(\\d+h)?(\\d+m)?(\\d+(\\.\\d+)?s)?$" $text) -}}
{{- fail (printf "%s is not a duration (expected: such as 10s, 5m or 1h30m)" $text) -}}
{{- end -}}
{{- $hours := regexFind "\\d+h" $text | trimSuffix "h" | int -}}
{{- $minutes := regexFind "\\d+m" $text | trimSuffix "m" | int -}}
{{- $seconds := regexFind "\\d+(\\.\\d+)?s" $text | trimSuffix "s" | float64 | ceil | int -}}
{{- add (mul $hours 3600) (mul $minutes 60) $seconds -}}
{{- end -}}

{{/* A key of values.config, or its default: (dict "root" $ "path" (list "judge" "drain") "default" "20s"). */}}
{{- define "telltale.setting" -}}
{{- $at := .root.Values.config -}}
{{- range .path -}}
{{- $at = ternary (get ($at | default dict) .) nil (and (kindIs "map" $at) (hasKey ($at | default dict) .)) -}}
{{- end -}}
{{- if kindIs "invalid" $at -}}{{ .default }}{{- else -}}{{ $at | toString }}{{- end -}}
{{- end -}}

{{/* Refuses in values.config what the chart sets itself, and what is secret: a ConfigMap is read by many. */}}
{{- define "telltale.checkConfig" -}}
{{- $own := dict
  "kafka" "kafka" "registry" "registry" "access" "access" "metrics" "the chart itself"
  "topics.partitions" "topics.partitions" "topics.replication" "topics.replication"
  "topics.min-insync-replicas" "topics.minInsyncReplicas"
  "gateway.bind" "the chart itself" "gateway.http-port" "the chart itself" "gateway.grpc-port" "the chart itself"
  "gateway.tls" "gateway.tls" "control-plane.bind" "the chart itself" "control-plane.port" "the chart itself"
  "classifier.state-dir" "the chart itself" "classifier.standbys" "classifier.standbys"
  "classifier.instance-id" "the chart itself" "alerts.instance-id" "the chart itself" -}}
{{- range $key, $value := $own -}}
{{- $found := include "telltale.setting" (dict "root" $ "path" (splitList "." $key) "default" "") -}}
{{- if $found -}}
{{- fail (printf "config.%s: is set by %s (values outside of config)" $key $value) -}}
{{- end -}}
{{- end -}}
{{- include "telltale.refuseSecrets" (dict "path" "config" "tree" .Values.config) -}}
{{- end -}}

{{- define "telltale.refuseSecrets" -}}
{{- $secret := list "authorization" "secret" "hash-secret" "api-key" "slack-webhook" "slack-token" "unsubscribe-secret" "password" -}}
{{- $path := .path -}}
{{- range $key, $value := .tree -}}
{{- if has $key $secret -}}
{{- fail (printf "%s.%s: is secret (put it into secrets, with env: its environment variable)" $path $key) -}}
{{- else if kindIs "map" $value -}}
{{- include "telltale.refuseSecrets" (dict "path" (printf "%s.%s" $path $key) "tree" $value) -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* The file of settings. */}}
{{- define "telltale.file" -}}
{{- include "telltale.checkConfig" . -}}
{{- if .Values.config -}}
telltale:
  {{- toYaml .Values.config | nindent 2 }}
{{- else -}}
telltale: {}
{{- end -}}
{{- end -}}

{{/* What the chart's own secret has: values that were given for a trial. */}}
{{- define "telltale.ownSecret" -}}
{{- $data := dict -}}
{{- if and .Values.kafka.sasl.jaasConfig (not .Values.kafka.sasl.existingSecret) -}}
{{- $_ := set $data "sasl.jaas.config" .Values.kafka.sasl.jaasConfig -}}
{{- end -}}
{{- if and .Values.registry.authorization (not .Values.registry.existingSecret) -}}
{{- $_ := set $data "authorization" .Values.registry.authorization -}}
{{- end -}}
{{- if and .Values.access.keys (not .Values.access.existingSecret) -}}
{{- $_ := set $data "keys.yaml" .Values.access.keys -}}
{{- end -}}
{{- range .Values.secrets -}}
{{- if .value -}}
{{- $_ := set $data .env .value -}}
{{- end -}}
{{- end -}}
{{- toYaml $data -}}
{{- end -}}

{{- define "telltale.ownSecretName" -}}
{{ include "telltale.fullname" .root }}-secrets{{ .suffix | default "" }}
{{- end -}}

{{- define "telltale.fromSecret" -}}
valueFrom:
  secretKeyRef:
    name: {{ .name }}
    key: {{ .key | quote }}
{{- end -}}

{{/* How to reach Kafka, and how its topics are made. "suffix" names the copy of the chart's secret that hooks have. */}}
{{- define "telltale.kafkaEnv" -}}
{{- $kafka := .root.Values.kafka -}}
- name: TELLTALE_KAFKA_BOOTSTRAP_SERVERS
  value: {{ $kafka.bootstrapServers | quote }}
- name: TELLTALE_KAFKA_TOPIC_PREFIX
  value: {{ $kafka.topicPrefix | quote }}
- name: TELLTALE_KAFKA_PROPERTIES_SECURITY_PROTOCOL
  value: {{ $kafka.securityProtocol | quote }}
{{- with .root.Values.topics }}
- name: TELLTALE_TOPICS_PARTITIONS
  value: {{ .partitions | quote }}
- name: TELLTALE_TOPICS_REPLICATION
  value: {{ .replication | quote }}
- name: TELLTALE_TOPICS_MIN_INSYNC_REPLICAS
  value: {{ .minInsyncReplicas | quote }}
{{- end }}
{{- if hasPrefix "SASL_" $kafka.securityProtocol }}
- name: TELLTALE_KAFKA_PROPERTIES_SASL_MECHANISM
  value: {{ $kafka.sasl.mechanism | quote }}
{{- $jaas := get $kafka.sasl.existingSecrets .role | default $kafka.sasl.existingSecret }}
{{- if $jaas }}
- name: TELLTALE_KAFKA_PROPERTIES_SASL_JAAS_CONFIG
  {{- include "telltale.fromSecret" (dict "name" $jaas "key" $kafka.sasl.key) | nindent 2 }}
{{- else if $kafka.sasl.jaasConfig }}
- name: TELLTALE_KAFKA_PROPERTIES_SASL_JAAS_CONFIG
  {{- include "telltale.fromSecret" (dict "name" (include "telltale.ownSecretName" .) "key" "sasl.jaas.config") | nindent 2 }}
{{- else }}
{{- fail (printf "kafka.sasl: no credentials for %s (expected: existingSecret, existingSecrets.%s or, for a trial, jaasConfig)" .role .role) }}
{{- end }}
{{- end }}
{{- if hasSuffix "SSL" $kafka.securityProtocol }}
{{- if $kafka.tls.caSecret }}
- name: TELLTALE_KAFKA_PROPERTIES_SSL_TRUSTSTORE_TYPE
  value: PEM
- name: TELLTALE_KAFKA_PROPERTIES_SSL_TRUSTSTORE_LOCATION
  value: /etc/telltale/kafka-ca/ca.pem
{{- end }}
{{- $client := get $kafka.tls.clientSecrets .role | default $kafka.tls.clientSecret }}
{{- if $client }}
- name: TELLTALE_KAFKA_PROPERTIES_SSL_KEYSTORE_TYPE
  value: PEM
- name: TELLTALE_KAFKA_PROPERTIES_SSL_KEYSTORE_CERTIFICATE_CHAIN
  {{- include "telltale.fromSecret" (dict "name" $client "key" $kafka.tls.certificateKey) | nindent 2 }}
- name: TELLTALE_KAFKA_PROPERTIES_SSL_KEYSTORE_KEY
  {{- include "telltale.fromSecret" (dict "name" $client "key" $kafka.tls.privateKeyKey) | nindent 2 }}
{{- end }}
{{- end }}
{{- range $name, $value := $kafka.properties }}
- name: TELLTALE_KAFKA_PROPERTIES_{{ $name | upper | replace "." "_" }}
  value: {{ $value | toString | quote }}
{{- end }}
{{- end -}}

{{/* What a role is told by its environment. */}}
{{- define "telltale.env" -}}
{{- $values := .root.Values -}}
{{- $role := .role -}}
{{- $own := include "telltale.ownSecretName" (dict "root" .root) -}}
- name: TELLTALE_CONFIG
  value: /etc/telltale/config/telltale.yaml
- name: TELLTALE_LOG_LEVEL
  value: {{ $values.logLevel }}
- name: TELLTALE_METRICS_BIND
  value: 0.0.0.0
- name: TELLTALE_METRICS_PORT
  value: "9464"
{{ include "telltale.kafkaEnv" . }}
- name: TELLTALE_REGISTRY_URL
  value: {{ $values.registry.url | quote }}
- name: TELLTALE_REGISTRY_TIMEOUT
  value: {{ $values.registry.timeout | quote }}
{{- if $values.registry.existingSecret }}
- name: TELLTALE_REGISTRY_AUTHORIZATION
  {{- include "telltale.fromSecret" (dict "name" $values.registry.existingSecret "key" $values.registry.key) | nindent 2 }}
{{- else if $values.registry.authorization }}
- name: TELLTALE_REGISTRY_AUTHORIZATION
  {{- include "telltale.fromSecret" (dict "name" $own "key" "authorization") | nindent 2 }}
{{- end }}
{{- if has $role (list "gateway" "control-plane") }}
- name: TELLTALE_ACCESS_ANONYMOUS
  value: {{ $values.access.anonymous | quote }}
{{- if or $values.access.existingSecret $values.access.keys }}
- name: TELLTALE_ACCESS_KEYS_FILE
  value: /etc/telltale/access/keys.yaml
{{- end }}
{{- end }}
{{- if eq $role "gateway" }}
- name: TELLTALE_GATEWAY_BIND
  value: 0.0.0.0
- name: TELLTALE_GATEWAY_GRPC_PORT
  value: "4317"
- name: TELLTALE_GATEWAY_HTTP_PORT
  value: "4318"
{{- if $values.gateway.tls.existingSecret }}
- name: TELLTALE_GATEWAY_TLS_CERTIFICATE
  value: /etc/telltale/gateway-tls/tls.crt
- name: TELLTALE_GATEWAY_TLS_KEY
  value: /etc/telltale/gateway-tls/tls.key
- name: TELLTALE_GATEWAY_TLS_CLIENT_CERTIFICATES
  value: {{ $values.gateway.tls.clientCertificates | quote }}
{{- if ne $values.gateway.tls.clientCertificates "off" }}
- name: TELLTALE_GATEWAY_TLS_CLIENT_AUTHORITY
  value: /etc/telltale/gateway-tls/ca.crt
{{- end }}
{{- end }}
{{- end }}
{{- if eq $role "control-plane" }}
- name: TELLTALE_CONTROL_PLANE_BIND
  value: 0.0.0.0
- name: TELLTALE_CONTROL_PLANE_PORT
  value: "8080"
{{- end }}
{{- if has $role (list "classifier" "alerts") }}
- name: TELLTALE_CLASSIFIER_STATE_DIR
  value: /var/lib/telltale/state
- name: TELLTALE_{{ upper $role }}_INSTANCE_ID
  valueFrom:
    fieldRef:
      fieldPath: metadata.name
{{- end }}
{{- if eq $role "classifier" }}
- name: TELLTALE_CLASSIFIER_STANDBYS
  value: {{ $values.classifier.standbys | quote }}
{{- end }}
{{- range $values.secrets }}
{{- if has $role (.roles | default (list "gateway" "classifier" "judge" "alerts" "control-plane")) }}
- name: {{ .env }}
  {{- if .existingSecret }}
  {{- include "telltale.fromSecret" (dict "name" .existingSecret "key" .key) | nindent 2 }}
  {{- else }}
  {{- include "telltale.fromSecret" (dict "name" $own "key" .env) | nindent 2 }}
  {{- end }}
{{- end }}
{{- end }}
{{- end -}}

{{/* Options of the JVM. Java writes them into its log: nothing secret. */}}
{{- define "telltale.javaEnv" -}}
{{- $trust := .root.Values.trustStore -}}
{{- $options := list (printf "-XX:MaxRAMPercentage=%v" .jvm.maxRamPercentage) "-XX:+ExitOnOutOfMemoryError" -}}
{{- if $trust.existingSecret -}}
{{- $options = append $options "-Djavax.net.ssl.trustStore=/etc/telltale/trust/truststore.p12" -}}
{{- $options = append $options "-Djavax.net.ssl.trustStoreType=PKCS12" -}}
{{- with $trust.password -}}
{{- $options = append $options (printf "-Djavax.net.ssl.trustStorePassword=%s" .) -}}
{{- end -}}
{{- end -}}
{{- with .jvm.options -}}
{{- $options = append $options . -}}
{{- end -}}
- name: JDK_JAVA_OPTIONS
  value: {{ join " " $options | quote }}
{{- end -}}
