import { render } from "preact";
import "./design/tokens.css";
render(<p>hello</p>, document.getElementById("page")!);
