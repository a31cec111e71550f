package io.clientconn.sample.web;

import java.util.concurrent.atomic.AtomicReference;

import io.clientconn.autoconfigure.GrpcClient;
import io.clientconn.sample.routeguide.Feature;
import io.clientconn.sample.routeguide.Point;
import io.clientconn.sample.routeguide.RouteGuideGrpc.RouteGuideBlockingStub;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/**
 * One place once more, asked for with a stub that protoc made for grpc-java. It uses the
 * connection of the generated clients. Stateless.
 */
@RestController
final class StubFeaturesController {

	private static final Metadata.Key<String> SERVED_BY = Metadata.Key.of(ServedBy.HEADER,
			Metadata.ASCII_STRING_MARSHALLER);

	private final RouteGuideBlockingStub guide;

	StubFeaturesController(@GrpcClient("routeguide") RouteGuideBlockingStub guide) {
		this.guide = guide;
	}

	@GetMapping("/stub/features/{lat}/{lon}")
	FeatureJson feature(@PathVariable E7 lat, @PathVariable E7 lon, HttpServletResponse response) {
		AtomicReference<Metadata> headers = new AtomicReference<>();
		Feature feature = this.guide
			.withInterceptors(MetadataUtils.newCaptureMetadataInterceptor(headers, new AtomicReference<>()))
			.getFeature(Point.newBuilder().setLatitude(lat.value()).setLongitude(lon.value()).build());
		ServedBy servedBy = new ServedBy();
		Metadata received = headers.get();
		servedBy.learn((received != null) ? received.get(SERVED_BY) : null);
		servedBy.copyTo(response);
		return FeatureJson.of(feature, servedBy);
	}

}
