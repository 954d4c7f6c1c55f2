/** The engine that was asked for, as a supernet or as a runtime. */
package org.fbnetspark.net.engines;
