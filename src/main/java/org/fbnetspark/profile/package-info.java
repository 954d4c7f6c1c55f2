/** How latency is measured: the protocol, against runtimes as ports. */
package org.fbnetspark.profile;
