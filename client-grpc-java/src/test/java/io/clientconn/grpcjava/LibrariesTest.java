package io.clientconn.grpcjava;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import io.grpc.ManagedChannelBuilder;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.CallOptions;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.opentelemetry.GrpcOpenTelemetry;
import io.micrometer.core.instrument.binder.grpc.ObservationGrpcClientInterceptor;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.metrics.InstrumentType;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import io.opentelemetry.sdk.metrics.data.LongPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.data.PointData;
import io.opentelemetry.sdk.metrics.export.CollectionRegistration;
import io.opentelemetry.sdk.metrics.export.MetricReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What teams put in front of their stubs measures the same on both sides.
 */
class LibrariesTest extends CallFixture {

	LibrariesTest() throws IOException {
	}

	private void twoCalls(ManagedChannelBuilder<?> builder) throws Exception {
		this.server.on(MethodType.SERVER_STREAMING, (call, headers) -> {
			call.close(Status.NOT_FOUND.withDescription("nothing"), new Metadata());
			return silent(call);
		});
		this.channel = builder.build();
		Heard first = new Heard();
		unary(this.channel.newCall(TextServer.method(MethodType.UNARY), CallOptions.DEFAULT), new Metadata(), first);
		assertThat(first.status().isOk()).isTrue();
		Heard second = new Heard();
		unary(this.channel.newCall(TextServer.method(MethodType.SERVER_STREAMING), CallOptions.DEFAULT), new Metadata(),
				second);
		assertThat(second.status().getCode()).isEqualTo(Status.Code.NOT_FOUND);
		this.channel.shutdown();
		assertThat(this.channel.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
	}

	@ParameterizedTest
	@EnumSource
	void micrometerObservesCalls(Side side) throws Exception {
		List<String> stopped = new CopyOnWriteArrayList<>();
		ObservationRegistry registry = ObservationRegistry.create();
		registry.observationConfig().observationHandler(new ObservationHandler<Observation.Context>() {

			@Override
			public boolean supportsContext(Observation.Context context) {
				return true;
			}

			@Override
			public void onEvent(Observation.Event event, Observation.Context context) {
				stopped.add(event.getName());
			}

			@Override
			public void onStop(Observation.Context context) {
				stopped.add(context.getName() + " " + context.getLowCardinalityKeyValue("rpc.method").getValue() + " "
						+ context.getLowCardinalityKeyValue("grpc.status_code").getValue());
			}

		});
		twoCalls(side.channel(this.server.port()).intercept(new ObservationGrpcClientInterceptor(registry)));
		assertThat(stopped).containsExactly("sent", "received", "grpc.client UNARY OK", "sent",
				"grpc.client SERVER_STREAMING NOT_FOUND");
	}

	@Test
	void openTelemetryCountsWhatItCountsForGrpcJava() throws Exception {
		SortedSet<String> ours = counted(Side.CLIENT_CONN);
		assertThat(ours).isEqualTo(counted(Side.GRPC_JAVA)).isNotEmpty();
		assertThat(ours).anyMatch((line) -> line.startsWith("grpc.client.attempt.sent_total_compressed_message_size "));
	}

	private SortedSet<String> counted(Side side) throws Exception {
		Collected reader = new Collected();
		try (OpenTelemetrySdk sdk = OpenTelemetrySdk.builder()
			.setMeterProvider(SdkMeterProvider.builder().registerMetricReader(reader).build())
			.build()) {
			ManagedChannelBuilder<?> builder = side.channel(this.server.port());
			GrpcOpenTelemetry.newBuilder().sdk(sdk).build().configureChannelBuilder(builder);
			twoCalls(builder);
			SortedSet<String> lines = new TreeSet<>();
			for (MetricData metric : reader.collect()) {
				for (PointData point : metric.getData().getPoints()) {
					if (metric.getName().startsWith("grpc.client.")) {
						lines.add(metric.getName() + " " + labels(point) + " " + value(metric.getName(), point));
					}
				}
			}
			return lines;
		}
	}

	/** The target is written in another way on each side. */
	private static SortedSet<String> labels(PointData point) {
		SortedSet<String> labels = new TreeSet<>();
		point.getAttributes().forEach((key, value) -> {
			if (!key.getKey().equals("grpc.target")) {
				labels.add(key.getKey() + "=" + value);
			}
		});
		return labels;
	}

	private static String value(String metric, PointData point) {
		if (point instanceof LongPointData number) {
			return Long.toString(number.getValue());
		}
		HistogramPointData histogram = (HistogramPointData) point;
		return metric.endsWith("duration") ? histogram.getCount() + " times"
				: histogram.getCount() + " times, together " + histogram.getSum();
	}

	private static final class Collected implements MetricReader {

		private volatile CollectionRegistration registration = CollectionRegistration.noop();

		Collection<MetricData> collect() {
			return this.registration.collectAllMetrics();
		}

		@Override
		public void register(CollectionRegistration registration) {
			this.registration = registration;
		}

		@Override
		public CompletableResultCode forceFlush() {
			return CompletableResultCode.ofSuccess();
		}

		@Override
		public CompletableResultCode shutdown() {
			return CompletableResultCode.ofSuccess();
		}

		@Override
		public AggregationTemporality getAggregationTemporality(InstrumentType instrumentType) {
			return AggregationTemporality.CUMULATIVE;
		}

	}

}
