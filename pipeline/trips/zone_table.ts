/**
 * TLC's 265 taxi zones, a line each: LocationID, borough (`M`anhattan, Broo`K`lyn, `Q`ueens, Bron`X`, `S`taten Island,
 * n`E`wark, `U`nknown, `-`), service zone (`Y`ellow, `B`oro, `A`irports, n`E`wark, `-`), longitude and latitude of the
 * centroid in degrees, area in square miles, name. TLC draws no outline for 264 and 265.
 */
export const ZONE_TABLE = `\
1 E E -74.174 40.692 2.82 Newark Airport
2 Q B -73.831 40.617 5.15 Jamaica Bay
3 X B -73.847 40.864 1.14 Allerton/Pelham Gardens
4 M Y -73.977 40.724 0.29 Alphabet City
5 S B -74.188 40.553 1.80 Arden Heights
6 S B -74.072 40.600 1.46 Arrochar/Fort Wadsworth
7 Q B -73.920 40.761 1.41 Astoria
8 Q B -73.923 40.779 0.10 Astoria Park
9 Q B -73.788 40.751 1.23 Auburndale
10 Q B -73.791 40.679 1.58 Baisley Park
11 K B -74.007 40.604 0.74 Bath Beach
12 M Y -74.016 40.703 0.04 Battery Park
13 M Y -74.016 40.712 0.18 Battery Park City
14 K B -74.030 40.625 2.40 Bay Ridge
15 Q B -73.786 40.783 1.66 Bay Terrace/Fort Totten
16 Q B -73.773 40.763 2.90 Bayside
17 K B -73.950 40.692 1.17 Bedford
18 X B -73.890 40.868 0.54 Bedford Park
19 Q B -73.727 40.735 1.98 Bellerose
20 X B -73.886 40.858 0.49 Belmont
21 K B -73.984 40.601 1.28 Bensonhurst East
22 K B -73.995 40.612 1.67 Bensonhurst West
23 S B -74.171 40.606 7.56 Bloomfield/Emerson Hill
24 M Y -73.965 40.802 0.15 Bloomingdale
25 K B -73.986 40.686 0.45 Boerum Hill
26 K B -73.989 40.631 1.93 Borough Park
27 Q B -73.907 40.559 2.62 Breezy Point/Fort Tilden/Riis Beach
28 Q B -73.809 40.712 1.05 Briarwood/Jamaica Hills
29 K B -73.961 40.581 0.62 Brighton Beach
30 Q B -73.822 40.604 0.53 Broad Channel
31 X B -73.875 40.858 1.21 Bronx Park
32 X B -73.865 40.864 0.55 Bronxdale
33 K B -73.995 40.696 0.39 Brooklyn Heights
34 K B -73.971 40.701 0.40 Brooklyn Navy Yard
35 K B -73.910 40.664 1.17 Brownsville
36 K B -73.918 40.701 0.90 Bushwick North
37 K B -73.922 40.695 1.64 Bushwick South
38 Q B -73.736 40.694 1.18 Cambria Heights
39 K B -73.900 40.638 2.94 Canarsie
40 K B -73.996 40.679 0.40 Carroll Gardens
41 M B -73.951 40.804 0.52 Central Harlem
42 M B -73.941 40.818 0.91 Central Harlem North
43 M Y -73.966 40.782 1.37 Central Park
44 S B -74.234 40.525 5.21 Charleston/Tottenville
45 M Y -73.998 40.712 0.27 Chinatown
46 X B -73.782 40.849 0.63 City Island
47 X B -73.900 40.843 0.59 Claremont/Bathgate
48 M Y -73.990 40.762 0.34 Clinton East
49 K B -73.962 40.688 0.74 Clinton Hill
50 M Y -73.995 40.766 0.32 Clinton West
51 X B -73.828 40.874 1.43 Co-Op City
52 K B -73.997 40.687 0.16 Cobble Hill
53 Q B -73.843 40.781 1.82 College Point
54 K B -74.003 40.687 0.22 Columbia Street
55 K B -73.988 40.577 1.70 Coney Island
56 Q B -73.859 40.741 0.65 Corona
57 Q B -73.854 40.752 0.06 Corona
58 X B -73.820 40.841 0.48 Country Club
59 X B -73.895 40.839 0.23 Crotona Park
60 X B -73.886 40.834 0.59 Crotona Park East
61 K B -73.939 40.674 1.85 Crown Heights North
62 K B -73.949 40.667 0.57 Crown Heights South
63 K B -73.878 40.684 1.27 Cypress Hills
64 Q B -73.739 40.761 3.40 Douglaston
65 K B -73.986 40.695 0.30 Downtown Brooklyn/MetroTech
66 K B -73.986 40.702 0.28 DUMBO/Vinegar Hill
67 K B -74.014 40.620 1.43 Dyker Heights
68 M Y -74.000 40.748 0.40 East Chelsea
69 X B -73.915 40.831 0.72 East Concourse/Concourse Village
70 Q B -73.868 40.763 0.71 East Elmhurst
71 K B -73.938 40.644 1.38 East Flatbush/Farragut
72 K B -73.922 40.652 1.17 East Flatbush/Remsen Village
73 Q B -73.807 40.754 1.06 East Flushing
74 M B -73.937 40.801 0.88 East Harlem North
75 M B -73.946 40.790 0.60 East Harlem South
76 K B -73.877 40.661 4.19 East New York
77 K B -73.895 40.667 0.69 East New York/Pennsylvania Avenue
78 X B -73.886 40.845 0.69 East Tremont
79 M Y -73.986 40.728 0.39 East Village
80 K B -73.937 40.715 1.40 East Williamsburg
81 X B -73.837 40.881 1.45 Eastchester
82 Q B -73.877 40.739 1.17 Elmhurst
83 Q B -73.892 40.738 0.79 Elmhurst/Maspeth
84 S B -74.188 40.529 5.04 Eltingville/Annadale/Prince's Bay
85 K B -73.952 40.646 0.52 Erasmus
86 Q B -73.755 40.602 1.94 Far Rockaway
87 M Y -74.007 40.707 0.15 Financial District North
88 M Y -74.011 40.703 0.09 Financial District South
89 K B -73.961 40.638 1.62 Flatbush/Ditmas Park
90 M Y -73.997 40.742 0.20 Flatiron
91 K B -73.930 40.626 1.94 Flatlands
92 Q B -73.829 40.761 1.36 Flushing
93 Q B -73.841 40.741 1.97 Flushing Meadows-Corona Park
94 X B -73.899 40.858 0.23 Fordham South
95 Q B -73.848 40.721 2.07 Forest Hills
96 Q B -73.872 40.697 1.98 Forest Park/Highland Park
97 K B -73.975 40.691 0.59 Fort Greene
98 Q B -73.777 40.734 1.76 Fresh Meadows
99 S B -74.186 40.577 4.16 Freshkills Park
100 M Y -73.989 40.754 0.14 Garment District
101 Q B -73.711 40.746 1.63 Glen Oaks
102 Q B -73.876 40.704 1.07 Glendale
103 M Y -74.045 40.690 0.02 Governor's Island/Ellis Island/Liberty Island
104 M Y -74.041 40.699 0.04 Governor's Island/Ellis Island/Liberty Island
105 M Y -74.019 40.689 0.28 Governor's Island/Ellis Island/Liberty Island
106 K B -73.991 40.674 0.41 Gowanus
107 M Y -73.984 40.737 0.27 Gramercy
108 K B -73.981 40.588 1.12 Gravesend
109 S B -74.151 40.552 3.20 Great Kills
110 S B -74.128 40.546 0.84 Great Kills Park
111 K B -73.990 40.652 0.75 Green-Wood Cemetery
112 K B -73.950 40.729 1.27 Greenpoint
113 M Y -73.994 40.733 0.21 Greenwich Village North
114 M Y -73.997 40.728 0.17 Greenwich Village South
115 S B -74.088 40.618 1.35 Grymes Hill/Clifton
116 M B -73.949 40.827 0.58 Hamilton Heights
117 Q B -73.790 40.594 2.21 Hammels/Arverne
118 S B -74.133 40.587 6.61 Heartland Village/Todt Hill
119 X B -73.926 40.838 0.59 Highbridge
120 M B -73.930 40.847 0.28 Highbridge Park
121 Q B -73.802 40.728 1.39 Hillcrest/Pomonok
122 Q B -73.761 40.711 0.82 Hollis
123 K B -73.964 40.600 1.07 Homecrest
124 Q B -73.845 40.658 2.28 Howard Beach
125 M Y -74.008 40.726 0.15 Hudson Sq
126 X B -73.886 40.812 1.78 Hunts Point
127 M B -73.919 40.866 0.52 Inwood
128 M B -73.924 40.872 0.36 Inwood Hill Park
129 Q B -73.885 40.757 1.72 Jackson Heights
130 Q B -73.794 40.704 1.69 Jamaica
131 Q B -73.776 40.721 1.53 Jamaica Estates
132 Q A -73.787 40.647 7.01 JFK Airport
133 K B -73.976 40.641 0.57 Kensington
134 Q B -73.829 40.708 0.73 Kew Gardens
135 Q B -73.821 40.728 1.69 Kew Gardens Hills
136 X B -73.906 40.865 0.47 Kingsbridge Heights
137 M Y -73.976 40.740 0.25 Kips Bay
138 Q A -73.874 40.774 1.13 LaGuardia Airport
139 Q B -73.744 40.677 1.61 Laurelton
140 M Y -73.955 40.765 0.27 Lenox Hill East
141 M Y -73.960 40.767 0.28 Lenox Hill West
142 M Y -73.982 40.774 0.27 Lincoln Square East
143 M Y -73.988 40.776 0.29 Lincoln Square West
144 M Y -73.997 40.721 0.17 Little Italy/NoLiTa
145 Q B -73.949 40.745 0.99 Long Island City/Hunters Point
146 Q B -73.935 40.754 0.38 Long Island City/Queens Plaza
147 X B -73.899 40.820 0.39 Longwood
148 M Y -73.991 40.719 0.25 Lower East Side
149 K B -73.948 40.605 0.98 Madison
150 K B -73.944 40.580 0.73 Manhattan Beach
151 M Y -73.968 40.798 0.32 Manhattan Valley
152 M B -73.954 40.818 0.38 Manhattanville
153 M B -73.910 40.876 0.12 Marble Hill
154 K B -73.903 40.594 3.51 Marine Park/Floyd Bennett Field
155 K B -73.915 40.615 2.48 Marine Park/Mill Basin
156 S B -74.167 40.631 3.19 Mariners Harbor
157 Q B -73.902 40.724 1.28 Maspeth
158 M Y -74.009 40.735 0.25 Meatpacking/West Village West
159 X B -73.913 40.818 0.62 Melrose South
160 Q B -73.880 40.718 2.07 Middle Village
161 M Y -73.978 40.758 0.26 Midtown Center
162 M Y -73.972 40.757 0.17 Midtown East
163 M Y -73.978 40.764 0.15 Midtown North
164 M Y -73.985 40.749 0.20 Midtown South
165 K B -73.957 40.621 1.28 Midwood
166 M B -73.962 40.809 0.57 Morningside Heights
167 X B -73.902 40.828 0.61 Morrisania/Melrose
168 X B -73.917 40.807 1.50 Mott Haven/Port Morris
169 X B -73.905 40.849 0.53 Mount Hope
170 M Y -73.978 40.748 0.27 Murray Hill
171 Q B -73.810 40.768 1.88 Murray Hill-Queens
172 S B -74.105 40.572 1.98 New Dorp/Midland Beach
173 Q B -73.863 40.753 0.64 North Corona
174 X B -73.879 40.877 0.56 Norwood
175 Q B -73.755 40.743 1.83 Oakland Gardens
176 S B -74.123 40.562 2.00 Oakwood
177 K B -73.914 40.677 0.72 Ocean Hill
178 K B -73.970 40.617 0.64 Ocean Parkway South
179 Q B -73.928 40.772 0.56 Old Astoria
180 Q B -73.847 40.676 0.90 Ozone Park
181 K B -73.981 40.670 1.11 Park Slope
182 X B -73.858 40.838 0.33 Parkchester
183 X B -73.832 40.849 0.34 Pelham Bay
184 X B -73.808 40.868 3.54 Pelham Bay Park
185 X B -73.854 40.854 0.82 Pelham Parkway
186 M Y -73.992 40.748 0.13 Penn Station/Madison Sq West
187 S B -74.141 40.628 1.30 Port Richmond
188 K B -73.947 40.659 1.13 Prospect-Lefferts Gardens
189 K B -73.968 40.678 0.37 Prospect Heights
190 K B -73.969 40.662 0.98 Prospect Park
191 Q B -73.742 40.715 2.49 Queens Village
192 Q B -73.815 40.744 1.35 Queensboro Hill
193 Q B -73.942 40.760 0.46 Queensbridge/Ravenswood
194 M Y -73.925 40.791 0.84 Randalls Island
195 K B -74.009 40.676 0.86 Red Hook
196 Q B -73.863 40.726 0.71 Rego Park
197 Q B -73.831 40.695 1.82 Richmond Hill
198 Q B -73.902 40.707 1.81 Ridgewood
199 X B -73.883 40.791 0.65 Rikers Island
200 X B -73.907 40.900 1.76 Riverdale/North Riverdale/Fieldston
201 Q B -73.843 40.578 1.34 Rockaway Park
202 M B -73.950 40.762 0.23 Roosevelt Island
203 Q B -73.739 40.658 2.20 Rosedale
204 S B -74.208 40.540 2.32 Rossville/Woodrow
205 Q B -73.763 40.691 2.77 Saint Albans
206 S B -74.102 40.639 2.00 Saint George/New Brighton
207 Q B -73.899 40.764 0.16 Saint Michaels Cemetery/Woodside
208 X B -73.824 40.823 3.18 Schuylerville/Edgewater Park
209 M Y -74.004 40.709 0.10 Seaport
210 K B -73.941 40.592 1.53 Sheepshead Bay
211 M Y -74.002 40.724 0.14 SoHo
212 X B -73.870 40.828 0.59 Soundview/Bruckner
213 X B -73.858 40.818 2.14 Soundview/Castle Hill
214 S B -74.086 40.587 2.40 South Beach/Dongan Hills
215 Q B -73.791 40.694 1.43 South Jamaica
216 Q B -73.819 40.676 2.95 South Ozone Park
217 K B -73.959 40.704 0.41 South Williamsburg
218 Q B -73.773 40.672 1.02 Springfield Gardens North
219 Q B -73.765 40.662 1.55 Springfield Gardens South
220 X B -73.911 40.882 0.84 Spuyten Duyvil/Kingsbridge
221 S B -74.074 40.619 1.67 Stapleton
222 K B -73.882 40.648 0.42 Starrett City
223 Q B -73.905 40.777 2.07 Steinway
224 M Y -73.977 40.732 0.20 Stuy Town/Peter Cooper Village
225 K B -73.932 40.688 1.12 Stuyvesant Heights
226 Q B -73.925 40.738 2.68 Sunnyside
227 K B -74.005 40.642 0.97 Sunset Park East
228 K B -74.011 40.652 1.79 Sunset Park West
229 M Y -73.965 40.757 0.23 Sutton Place/Turtle Bay North
230 M Y -73.984 40.760 0.20 Times Sq/Theatre District
231 M Y -74.008 40.718 0.43 TriBeCa/Civic Center
232 M Y -73.983 40.715 0.54 Two Bridges/Seward Park
233 M Y -73.970 40.750 0.22 UN/Turtle Bay South
234 M Y -73.990 40.740 0.26 Union Sq
235 X B -73.916 40.853 0.76 University Heights/Morris Heights
236 M Y -73.957 40.780 0.37 Upper East Side North
237 M Y -73.966 40.769 0.35 Upper East Side South
238 M Y -73.973 40.792 0.44 Upper West Side North
239 M Y -73.979 40.784 0.47 Upper West Side South
240 X B -73.882 40.895 2.61 Van Cortlandt Park
241 X B -73.896 40.877 0.92 Van Cortlandt Village
242 X B -73.851 40.847 1.30 Van Nest/Morris Park
243 M B -73.933 40.857 0.81 Washington Heights North
244 M B -73.941 40.842 0.83 Washington Heights South
245 S B -74.103 40.630 1.69 West Brighton
246 M Y -74.004 40.753 0.46 West Chelsea/Hudson Yards
247 X B -73.924 40.829 0.70 West Concourse
248 X B -73.872 40.834 0.54 West Farms/Bronx River
249 M Y -74.003 40.735 0.26 West Village
250 X B -73.849 40.832 0.86 Westchester Village/Unionport
251 S B -74.125 40.617 2.26 Westerleigh
252 Q B -73.816 40.788 2.47 Whitestone
253 Q B -73.841 40.761 0.23 Willets Point
254 X B -73.859 40.882 1.30 Williamsbridge/Olinville
255 K B -73.957 40.719 0.53 Williamsburg (North Side)
256 K B -73.960 40.711 0.51 Williamsburg (South Side)
257 K B -73.978 40.654 0.50 Windsor Terrace
258 Q B -73.856 40.689 1.33 Woodhaven
259 X B -73.852 40.898 1.43 Woodlawn/Wakefield
260 Q B -73.906 40.744 1.53 Woodside
261 M Y -74.013 40.709 0.12 World Trade Center
262 M Y -73.947 40.776 0.25 Yorkville East
263 M Y -73.951 40.779 0.24 Yorkville West
264 U - - - - N/A
265 - - - - - Outside of NYC`;
