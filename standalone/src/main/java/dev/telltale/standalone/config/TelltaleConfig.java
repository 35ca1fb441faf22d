// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.config;

import dev.telltale.classifier.judge.llm.ProviderKind;
import dev.telltale.gateway.app.TlsConfig.ClientCertificates;
import dev.telltale.gateway.bridge.Encoding;
import dev.telltale.gateway.redact.RedactionSettings;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Every key of the configuration with its default. The roles get records that are made of it. */
@ConfigMapping(prefix = "telltale")
public interface TelltaleConfig {
  /** Where Kafka is. */
  Kafka kafka();

  /** How the catalogue's topics are kept on this Kafka. */
  Topics topics();

  /** Where the schema registry is. */
  Registry registry();

  /** Who is let in. */
  Access access();

  /** OTLP in, spans out. */
  Gateway gateway();

  /** Spans to traces and sessions, and to the judge. */
  Classifier classifier();

  /** Requests to labels. */
  Judge judge();

  /** Labels to alerts, alerts to people. */
  AlertKeys alerts();

  /** Definitions. */
  ControlPlane controlPlane();

  /** Whether judges still agree with people. */
  Canary canary();

  /** Metrics and health. */
  Metrics metrics();

  /** Grafana's address, for links in messages: such as https://grafana.example.test. */
  Optional<URI> grafanaUrl();

  /** Where people reach the control plane, for links in mails: as https://telltale.example.test. */
  Optional<URI> publicUrl();

  /** Links that unsubscribe are made with it: 16 characters or more, the same for all roles. */
  Optional<String> unsubscribeSecret();

  /** Prices of models over the bundled ones: JSON, US dollars for a million tokens. */
  Optional<Path> pricesFile();

  /** Kafka. */
  interface Kafka {
    /** host:port, several joined by a comma. */
    @WithDefault("127.0.0.1:9092")
    String bootstrapServers();

    /** Stands before every topic's name. */
    @WithDefault("telltale.")
    String topicPrefix();

    /** For every Kafka client, such as security.protocol. */
    Map<String, String> properties();
  }

  /** Topics; what they are called and how they are keyed is the catalogue's. */
  interface Topics {
    /** Of every topic that is not a table; tables have one. */
    @WithDefault("4")
    int partitions();

    /** Replicas of each partition; 0 for the cluster's default. */
    @WithDefault("0")
    int replication();

    /** Replicas that must have a record before it counts; 0 for the cluster's default. */
    @WithDefault("0")
    int minInsyncReplicas();

    /** By topic, without prefix: what holds for it instead. In the file only. */
    Map<String, OwnTopic> own();
  }

  /** One topic. */
  interface OwnTopic {
    /** Instead of those of all topics. */
    OptionalInt partitions();

    /** Instead of the catalogue's: such as 720h. */
    Optional<Duration> retention();
  }

  /** The schema registry: Confluent's REST API. */
  interface Registry {
    /** Its address, with its path if it has one. */
    @WithDefault("http://127.0.0.1:9464/registry")
    URI url();

    /** The value of the Authorization header. */
    Optional<String> authorization();

    /** Of one attempt. */
    @WithDefault("5s")
    Duration timeout();
  }

  /** Access keys. */
  interface Access {
    /** A YAML list of name, sha256, project and rights; read again when it changes. */
    Optional<Path> keysFile();

    /** Lets everybody in without a key, as project "default", wherever they come from. */
    @WithDefault("false")
    boolean anonymous();
  }

  /** The gateway. */
  interface Gateway {
    /** Address to listen on. */
    @WithDefault("127.0.0.1")
    String bind();

    /** OTLP over HTTP. */
    @WithDefault("4318")
    int httpPort();

    /** OTLP over gRPC. */
    @WithDefault("4317")
    int grpcPort();

    /** Largest request as it is sent, bytes. */
    @WithDefault("67108864")
    int maxRequestBytes();

    /** Largest request after inflating, bytes. */
    @WithDefault("67108864")
    int maxInflatedBytes();

    /** Most spans in a request. */
    @WithDefault("20000")
    int maxSpansPerRequest();

    /** Requests decoded and handed to Kafka at a time. */
    @WithDefault("16")
    int workers();

    /** Requests that may wait for a worker; more are told to come again. */
    @WithDefault("256")
    int maxWaitingRequests();

    /** Bytes of all requests that Kafka has not answered for; 0 for a quarter of the heap. */
    @WithDefault("0")
    long maxBytesInFlight();

    /** Requests being served at a time; more are told to come again. */
    @WithDefault("4096")
    int maxRequestsInFlight();

    /** How long a request waits for bytes to become free before it is told to come again. */
    @WithDefault("2s")
    Duration patience();

    /** How long the body of a request may take to arrive. */
    @WithDefault("10s")
    Duration receiveTimeout();

    /** One more port for OTLP over HTTP, such as 8799; 0 for none. */
    @WithDefault("0")
    int extraHttpPort();

    /** Answers logs and metrics with success and discards them, instead of an error. */
    @WithDefault("false")
    boolean sinkOtherSignals();

    /** What each project may send. */
    Quota quota();

    /** Web pages that may send. */
    Cors cors();

    /** Encryption of all its ports. */
    Tls tls();

    /** What each project may send, by all its keys and over HTTP and gRPC together. */
    interface Quota {
      /** 0 for no limit. */
      @WithDefault("0")
      long spansPerSecond();

      /** 0 for no limit. */
      @WithDefault("0")
      long requestsPerSecond();
    }

    /** Web pages that may send. */
    interface Cors {
      /** Their origins, such as https://shop.test, joined by commas, or * for all. */
      Optional<List<String>> origins();
    }

    /** Encryption; without a certificate there is none. */
    interface Tls {
      /** The certificate and those that lead to its root: a file, PEM. */
      Optional<Path> certificate();

      /** Its private key: a file, PEM, PKCS#8, not encrypted. */
      Optional<Path> key();

      /** Whether clients show a certificate too: off, optional or required. */
      @WithDefault("off")
      ClientCertificates clientCertificates();

      /** Who signs clients' certificates: a file, PEM. */
      Optional<Path> clientAuthority();
    }

    /** Another way in: topics that a Collector writes. */
    Bridge bridge();

    /** Another way in. */
    interface Bridge {
      /** Full names, joined by commas, such as otlp_spans; without any there is no bridge. */
      Optional<List<String>> topics();

      /** What their records are: auto, protobuf or json. */
      @WithDefault("auto")
      Encoding encoding();

      /** Who owns the spans. */
      @WithDefault("default")
      String project();
    }

    /** What is taken out of spans before they are stored. */
    Redaction redaction();

    /** How large a span may be. */
    Limits limits();

    /** What is taken out of spans before they are stored. */
    interface Redaction {
      /** What stands there instead: mask, the rule's name; hash, with a keyed hash behind it. */
      @WithDefault("mask")
      RedactionSettings.Mode mode();

      /** Hashes are made with it: 16 characters or more, the same for all gateways. */
      Optional<String> hashSecret();

      /** API keys, tokens, private keys, passwords. */
      @WithDefault("true")
      boolean secrets();

      /** Numbers of payment cards. */
      @WithDefault("true")
      boolean cards();

      /** Addresses of e-mail. */
      @WithDefault("false")
      boolean emails();

      /** Telephone numbers. */
      @WithDefault("false")
      boolean phones();

      /** IPv4 addresses. */
      @WithDefault("false")
      boolean ips();

      /** Own rules: a name, and a pattern (RE2) of what is replaced in texts. In the file only. */
      Map<String, String> values();

      /** Own rules: a name, and a pattern (RE2) of keys whose values are replaced. As above. */
      Map<String, String> keys();

      /** Stores hashes of session ids; equal ids stay equal. */
      @WithDefault("false")
      boolean hashSessionIds();

      /** Stores hashes of user ids; equal ids stay equal. */
      @WithDefault("false")
      boolean hashUserIds();
    }

    /** How large a span may be. */
    interface Limits {
      /** Most attributes of a span, and of its resource and each event and link. */
      @WithDefault("1000")
      int attributes();

      /** Longest value, bytes; of longer ones head and tail are kept. */
      @WithDefault("262144")
      int valueBytes();

      /** Deepest nesting of an attribute's value. */
      @WithDefault("16")
      int depth();

      /** Most events of a span. */
      @WithDefault("1000")
      int events();

      /** Most links of a span. */
      @WithDefault("1000")
      int links();

      /** Replaces pictures and the like that stand in texts as base64 by digest and size. */
      @WithDefault("true")
      boolean replaceMedia();
    }
  }

  /** The classifier. */
  interface Classifier {
    /** A trace whose root has ended closes after so much quiet. */
    @WithDefault("10s")
    Duration rootQuiet();

    /** A trace without a root closes after so much quiet. */
    @WithDefault("5m")
    Duration traceIdle();

    /** A trace closes at this age. */
    @WithDefault("30m")
    Duration traceMaxAge();

    /**
     * A trace keeps so many spans; a tenth of them is for errors, the last model calls, the root.
     */
    @WithDefault("2000")
    int traceMaxSpans();

    /** A trace keeps so many bytes; a tenth as above. */
    @WithDefault("4194304")
    long traceMaxBytes();

    /** So long after its close a span makes a trace's next revision. */
    @WithDefault("15m")
    Duration traceKeep();

    /** So many revisions a trace may have. */
    @WithDefault("3")
    int traceMaxRevisions();

    /** So long a trace's id is known. */
    @WithDefault("24h")
    Duration traceRemember();

    /** A session closes after so long without a trace. */
    @WithDefault("30m")
    Duration sessionIdle();

    /** A session closes at this age. */
    @WithDefault("24h")
    Duration sessionMaxAge();

    /** So long after its close a trace makes a session's next revision. */
    @WithDefault("168h")
    Duration sessionRemember();

    /** Most traces in a session's record. */
    @WithDefault("1000")
    int sessionMaxTraces();

    /** Most characters of messages in a session's record. */
    @WithDefault("4000000")
    int sessionMaxCharacters();

    /** How much of a conversation a judge reads. */
    @WithDefault("16000")
    int transcriptTokens();

    /** Threads of each of the two stream applications. */
    @WithDefault("1")
    int threads();

    /** Copies of the state on other instances. */
    @WithDefault("0")
    int standbys();

    /** Names this instance, so that its partitions wait for it while it restarts. */
    Optional<String> instanceId();

    /** Where stream applications keep their state. */
    @WithDefault("data/state")
    Path stateDir();

    /** By agent: what holds for it instead. */
    Map<String, Agent> agents();

    /** Rules of one agent; what is not said is as for all. */
    interface Agent {
      /** Instead of root-quiet. */
      Optional<Duration> rootQuiet();

      /** Instead of trace-idle. */
      Optional<Duration> traceIdle();

      /** Instead of trace-max-age. */
      Optional<Duration> traceMaxAge();

      /** Instead of trace-max-spans. */
      OptionalInt traceMaxSpans();

      /** Instead of trace-max-bytes. */
      OptionalLong traceMaxBytes();

      /** Instead of session-idle. */
      Optional<Duration> sessionIdle();

      /** Instead of session-max-age. */
      Optional<Duration> sessionMaxAge();
    }
  }

  /** The judge. */
  interface Judge {
    /** Requests judged at a time. */
    @WithDefault("8")
    int concurrency();

    /** Requests of backfills judged at a time, beside those; 0 for a quarter as many. */
    @WithDefault("0")
    int backfillConcurrency();

    /** How long a stop waits for requests under way. */
    @WithDefault("20s")
    Duration drain();

    /** How far the offline judge's best outcome must be ahead of the second, 0 to 1. */
    @WithDefault("0.2")
    double offlineLead();

    /** From it the marks around transcripts are made; without it, a new one at each start. */
    Optional<String> secret();

    /** Asks a language model about all signals of a target in one call, not one after the other. */
    @WithDefault("false")
    boolean joint();

    /** How long a signal that the provider refuses is left alone, until one call tries again. */
    @WithDefault("5m")
    Duration probeEvery();

    /** What language models may be used for; hours, days and months are UTC's. */
    Budgets budgets();

    /** What language models may be used for. */
    interface Budgets {
      /** Every signal. */
      Budget eachSignal();

      /** Every project, all its signals together. */
      Budget eachProject();

      /** By project/agent/signal: what holds for it instead. */
      Map<String, OwnBudget> signals();

      /** By project: what holds for it instead. */
      Map<String, OwnBudget> projects();
    }

    /** Questions to a language model and US dollars; 0 for no limit. */
    interface Budget {
      /** Questions answered in an hour. */
      @WithDefault("0")
      long callsPerHour();

      /** Questions answered in a day. */
      @WithDefault("0")
      long callsPerDay();

      /** Questions answered in a month. */
      @WithDefault("0")
      long callsPerMonth();

      /** US dollars in an hour. */
      @WithDefault("0")
      double usdPerHour();

      /** US dollars in a day. */
      @WithDefault("0")
      double usdPerDay();

      /** US dollars in a month. */
      @WithDefault("0")
      double usdPerMonth();
    }

    /** What one signal or project may use; what is not said is as for all. */
    interface OwnBudget {
      /** Questions answered in an hour. */
      OptionalLong callsPerHour();

      /** Questions answered in a day. */
      OptionalLong callsPerDay();

      /** Questions answered in a month. */
      OptionalLong callsPerMonth();

      /** US dollars in an hour. */
      OptionalDouble usdPerHour();

      /** US dollars in a day. */
      OptionalDouble usdPerDay();

      /** US dollars in a month. */
      OptionalDouble usdPerMonth();
    }

    /** Language models. */
    Llm llm();

    /** Language models. */
    interface Llm {
      /** openai for every compatible endpoint, anthropic or ollama; what signals call it too. */
      @WithDefault("openai")
      ProviderKind kind();

      /** Such as https://api.openai.com/v1; anthropic and ollama know theirs if it is just kind. */
      Optional<URI> baseUrl();

      /** Its key. */
      Optional<String> apiKey();

      /** For signals that name none; gpt-4o-mini, claude-haiku-4-5 or llama3.2 if it is not set. */
      Optional<String> model();

      /** Of one call. */
      @WithDefault("60s")
      Duration timeout();

      /** Of one question in place; after that it is tried again later. */
      @WithDefault("2")
      int attempts();

      /** Before the second attempt; doubles from there on. */
      @WithDefault("1s")
      Duration firstPause();

      /** How long a question waits in place for its turn under a rate limit. */
      @WithDefault("10s")
      Duration patience();

      /** How long a provider is left alone after half of its calls had faults. */
      @WithDefault("30s")
      Duration circuitPause();

      /** At most; 0 for no limit. */
      @WithDefault("0")
      long requestsPerMinute();

      /** Input and output, at most; 0 for no limit. */
      @WithDefault("0")
      long tokensPerMinute();

      /** How much an Ollama reads at once, in tokens. */
      @WithDefault("24576")
      int contextTokens();

      /** More of them by name, in the file; a signal's model names one so: name:model. */
      Map<String, Provider> providers();

      /** One more. */
      interface Provider {
        /** openai for every compatible endpoint, anthropic or ollama. */
        @WithDefault("openai")
        ProviderKind kind();

        /** Its address; anthropic and ollama know theirs. */
        Optional<URI> baseUrl();

        /** Its key; the environment may have it too. */
        Optional<String> apiKey();

        /** For signals that name the provider alone. */
        Optional<String> model();

        /** At most; 0 for no limit. */
        @WithDefault("0")
        long requestsPerMinute();

        /** Input and output, at most; 0 for no limit. */
        @WithDefault("0")
        long tokensPerMinute();
      }
    }
  }

  /** The control plane. */
  interface ControlPlane {
    /** Address to listen on. */
    @WithDefault("127.0.0.1")
    String bind();

    /** The API. */
    @WithDefault("8080")
    int port();

    /** Allows windows under 5 minutes and cooldowns under 15, for demos. */
    @WithDefault("false")
    boolean shortWindows();
  }

  /** The control plane has judges answer again what people have labelled. */
  interface Canary {
    /** Without it no judge is asked again by itself, and no drift is told. */
    @WithDefault("true")
    boolean enabled();

    /**
     * From one canary of a signal to the next; after a change of judge or version one comes at
     * once.
     */
    @WithDefault("24h")
    Duration every();
  }

  /** Metrics and health. */
  interface Metrics {
    /** Address to listen on. */
    @WithDefault("127.0.0.1")
    String bind();

    /** Port of /metrics and /health; in standalone also of /registry. */
    @WithDefault("9464")
    int port();
  }
}
